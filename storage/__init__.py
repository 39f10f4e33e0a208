"""What is remembered: tables, queries, migrations, files, outbox and inbox."""
