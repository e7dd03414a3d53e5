"""How wheels are built whose engines are compiled to C. Not part of the product: it is not installed."""
