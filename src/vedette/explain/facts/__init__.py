"""What a report or an incident holds, as items with typed values: all that sentences may rest on."""
