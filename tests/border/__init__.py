"""Two municipalities in one database: nothing crosses between them, whoever asks and however."""
