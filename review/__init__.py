"""清风工作台: the desk on which audit staff work cases to their end. Reads published runs, writes decisions."""
