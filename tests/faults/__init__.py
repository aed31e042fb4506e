"""Faults that the program must survive: kills, power cuts, full and failing disks, bad sticks."""
