"""Language-model back-ends behind one small protocol, with a scripted one that ships."""
