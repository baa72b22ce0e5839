"""The house for other processes of this machine: a socket in the data folder, and its two ends.

Who may open the socket is decided by the file's rights and, where the system tells it, by the user id of the peer.
"""
