"""Where published things are kept: schema, database, contents of published dates, rules, their backup."""
