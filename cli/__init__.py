"""The command line: `qingfeng …` and the programs behind `make`."""
