#!/bin/sh
# Backs the database up every night; an ordinary script, here for comparison.
set -e
day=$(date +%F)
pg_dump clinic | gzip > "/srv/backup/clinic-$day.sql.gz"
find /srv/backup -name 'clinic-*.sql.gz' -mtime +30 -delete
