-- A stand-in for Citus, which no package registry has: the functions that our `migrate` calls, holding its tables to
-- Citus' rules for keys. Nothing is spread. What it cannot show, `make test-citus` shows on a real cluster.
CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, repmodel text NOT NULL, beside text);

CREATE FUNCTION create_reference_table(one regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = one) THEN
    RAISE EXCEPTION 'table "%" is already distributed', one;
  END IF;
  INSERT INTO pg_dist_partition VALUES (one, 't', NULL);
END $$;

CREATE FUNCTION create_distributed_table(one regclass, by_column text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number smallint := (SELECT attnum FROM pg_attribute WHERE attrelid = one AND attname = by_column);
  wrong text;
BEGIN
  IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = one) THEN
    RAISE EXCEPTION 'table "%" is already distributed', one;
  END IF;
  IF number IS NULL THEN
    RAISE EXCEPTION 'column "%" of relation "%" does not exist', by_column, one;
  END IF;
  IF colocate_with <> 'none' AND NOT EXISTS (
    SELECT FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND repmodel = 's') THEN
    RAISE EXCEPTION 'relation % is not distributed', colocate_with;
  END IF;
  SELECT indexrelid::regclass::text INTO wrong FROM pg_index
    WHERE indrelid = one AND indisunique AND NOT number = ANY (indkey::smallint[]) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'cannot create constraint on "%": % does not include the partition column', one, wrong;
  END IF;
  SELECT conname INTO wrong FROM pg_constraint
    WHERE contype = 'f' AND conrelid = one AND NOT number = ANY (conkey)
      AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = confrelid AND repmodel = 't') LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'cannot create foreign key constraint %', wrong;
  END IF;
  INSERT INTO pg_dist_partition VALUES (one, 's', colocate_with);
END $$;

CREATE FUNCTION truncate_local_data_after_distributing_table(one regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = one) THEN
    RAISE EXCEPTION 'supplied parameter is not a distributed relation';
  END IF;
END $$;
