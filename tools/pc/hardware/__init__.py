"""The PC itself: processor, memory, disks, temperatures, now and before."""
