"""Command groups of `qingfeng`, one file each."""
