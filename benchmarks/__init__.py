"""What Vedette is measured by. The product knows nothing of it; no data set but our own tables lies here."""
