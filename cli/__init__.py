"""The command line: the program `qingfeng` and the scripts behind make's targets."""
