"""The ways into the house for other programs: a socket for those of this machine, and an HTTP API behind tokens.

Who may open the socket in the data folder is decided by the file's rights and, where the system tells it, by the user id of
the peer; `homeops chat` and `ask` come in there (server.py, remote.py). The API (api.py) listens on a port only where the
settings name one. Everything that comes to it passes one gate (gate.py), which is closed unless a path is named there: a
route that is added tomorrow is locked until somebody opens it.
"""
