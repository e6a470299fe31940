-- How far a task is that runs.

ALTER TABLE task ADD COLUMN progress REAL; -- from 0 to 1; NULL: nothing is known, or the task does not run
