-- Third step of the hub's own tables, after common/store/sql/picture.sql.
CREATE INDEX picture_rev ON picture(rev);
