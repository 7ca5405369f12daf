"""The commands of `qingfeng`, grouped by what they work on."""
