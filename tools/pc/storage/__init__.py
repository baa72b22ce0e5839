"""What fills the PC's disks, what of it could go, and when they are full."""
