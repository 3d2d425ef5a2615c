"""The `tagging` command, one module per family of its commands.

Belongs here: reading arguments, calling the library, printing. Does not belong here: any logic of a stage.
A command that runs or publishes imports what it needs when it is called: a rule owner who lints waits for
neither Dagster nor the database, and touches no data.
"""

import click

DATE = click.DateTime(formats=["%Y-%m-%d"])
