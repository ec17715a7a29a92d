"""The store: the truth of a home, by SQLAlchemy on SQLite or PostgreSQL. Indices are its shadows."""
