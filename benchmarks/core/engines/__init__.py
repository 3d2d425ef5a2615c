"""One engine a module, each a program of its own: `python <engine>.py <job> <mode> <folder to write to>`.

Belongs here: how an engine does what a job asks. Does not belong here: anything of the project, except in
`ours.py`: the others run in an environment that has only them.
"""
