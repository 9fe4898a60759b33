"""Reports as files, made outside the web workers.

``contents``: what decides the bytes of a report, and the hash of it. ``cache``: the files, each under
that hash. ``queue``: the rows that say which file is wanted and not there yet. ``worker``: takes one
after the other from the queue and renders it; the command ``render_reports`` runs it.

A file that is there has no row, so nothing has to be kept in step: the folder says what there is, the
table what there is to do.
"""
