"""Review lists (复核清单): what a person has to decide, laid out for them, and their decisions read back.

The files hold names and addresses: they go to the committee whose people they are about, and nowhere else.
"""
