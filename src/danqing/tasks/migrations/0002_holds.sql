-- What a task holds, who asked for it, and limits of a lane's own.

ALTER TABLE lane ADD COLUMN own_lim INTEGER; -- instead of what tickets say; NULL: as they say
ALTER TABLE lane ADD COLUMN own_rate REAL;   -- submissions per second; NULL: as tickets say

ALTER TABLE task ADD COLUMN user TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN hold TEXT; -- NULL: nothing was ever held for it

CREATE INDEX task_lane ON task (lane, submitted) WHERE lane IS NOT NULL;
