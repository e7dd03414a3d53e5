"""Where things are kept: SQL, blobs and the cache, behind small protocols."""
