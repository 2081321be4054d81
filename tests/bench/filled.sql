-- What `filled.py` runs: 1,000 halls of 20 windows, 500 ratings a hall and day. A block begins with its name.

--: places
INSERT INTO halls (id, name, time_zone, rating_per_matter, settings, calendar, seal)
SELECT 'P' || lpad(h::text, 4, '0'), '大厅' || h, 'Asia/Shanghai', false, '{}', '{}', 'x' FROM generate_series(1, 1000) h;
INSERT INTO departments (hall_id, id, name, seal)
SELECT 'P' || lpad(h::text, 4, '0'), 'D' || d, '部门' || d, 'x' FROM generate_series(1, 1000) h, generate_series(0, 4) d;
INSERT INTO windows (hall_id, id, name, department_id, settings, retired, seal)
SELECT 'P' || lpad(h::text, 4, '0'), w::text, w || '号窗口', 'D' || w % 5, '{}', false, 'x'
FROM generate_series(1, 1000) h, generate_series(1, 20) w

--: rows
SELECT 'P' || lpad(h::text, 4, '0') AS hall_id, day, epoch_ms + 32400000 + i * 55000 AS ms, i % 20 + 1 AS w,
  lpad(to_hex(nth * 1000000 + h * 1000 + i), 12, '0') AS n, chr(65 + i % 20) || lpad((i / 20 + 1)::text, 3, '0') AS ticket,
  CASE WHEN i * 7919 % 100 < 70 THEN 5 WHEN i * 7919 % 100 < 87 THEN 4 WHEN i * 7919 % 100 < 95 THEN 3
       WHEN i * 7919 % 100 < 98 THEN 2 ELSE 1 END AS level
FROM generate_series(CAST(:first_hall AS int), CAST(:last_hall AS int)) h,
  unnest(CAST(:days AS text[]), CAST(:epochs AS bigint[]), CAST(:nths AS bigint[])) AS d(day, epoch_ms, nth),
  generate_series(0, 499) i

--: visits
INSERT INTO visits (hall_id, id, day, window_id, ticket, ticket_key, origin, known_by, outcome, kiosk_id, service, staff_id,
  shift, begun_ms, quality, ended_ms, asked_ms, asked_by)
SELECT hall_id, '01900000-0000-7000-8000-' || n, day, w::text, ticket, 'd:' || day || '/1/' || w || '-' || ticket, 'queue', 'served',
  'served', '01900000-0000-7000-a000-' || lpad(w::text, 12, '0'), (CAST(:services AS text[]))[w % 5 + 1], 'S' || lpad(w::text, 3, '0'),
  '01900000-0000-7000-b000-' || n, ms, 'exact', ms + 30000, ms + 30000, 'queue' FROM rows

--: ratings
INSERT INTO ratings (hall_id, id, visit_id, day, window_id, ticket_key, round, channel, level, sitting, since_ms, at_ms, quality,
  reasons, unexplained, questionnaire, questionnaire_version, language, staff_id, standing, disputed)
SELECT hall_id, '01900000-0000-7000-9000-' || n, '01900000-0000-7000-8000-' || n, day, w::text, 'd:' || day || '/1/' || w || '-' || ticket,
  1, 'tablet', level, '01900000-0000-7000-9000-' || n, ms + 40000, ms + 40000, 'exact', CASE WHEN level < 3 THEN '["510"]' ELSE '[]' END,
  false, 'national', '2020.1', 'zh-CN', 'S' || lpad(w::text, 3, '0'), true, false FROM rows

--: records
INSERT INTO records (hall_id, ledger, seq, id, visit_id, kind, said, at_ms, quality, hash, text)
SELECT hall_id, '01900000-0000-7000-c000-' || lpad(w::text, 12, '0'), ('x' || n)::bit(48)::bigint, '01900000-0000-7000-9000-' || n,
  '01900000-0000-7000-8000-' || n, 'rated', 'accepted', ms + 40000, 'exact', repeat(n, 5) || '0123', '{}' FROM rows

--: days
INSERT INTO days (hall_id, day, revision, stale, exported, changed_ms, seal)
SELECT 'P' || lpad(h::text, 4, '0'), day, 1, false, false, 0, 'x'
FROM generate_series(CAST(:first_hall AS int), CAST(:last_hall AS int)) h, unnest(CAST(:days AS text[])) day

--: counts
INSERT INTO day_counts (hall_id, day, of, key, served, asked, rated, excluded, gave_way, unrated, waiting,
  level_5, level_4, level_3, level_2, level_1)
SELECT r.hall_id, day, CASE GROUPING(window_id, staff_id, service, department) WHEN 15 THEN 'hall' WHEN 7 THEN 'window' WHEN 11 THEN 'staff'
  WHEN 13 THEN 'service' ELSE 'department' END, COALESCE(window_id, staff_id, service, department, ''),
  count(*), count(*), count(*), 0, 0, 0, 0, count(*) FILTER (WHERE level = 5),
  count(*) FILTER (WHERE level = 4),
  count(*) FILTER (WHERE level = 3),
  count(*) FILTER (WHERE level = 2),
  count(*) FILTER (WHERE level = 1)
FROM (SELECT hall_id, day, w::text AS window_id, 'S' || lpad(w::text, 3, '0') AS staff_id,
        (CAST(:services AS text[]))[w % 5 + 1] AS service, 'D' || w % 5 AS department, level FROM rows) r
GROUP BY GROUPING SETS ((r.hall_id, day), (r.hall_id, day, window_id), (r.hall_id, day, staff_id), (r.hall_id, day, service),
  (r.hall_id, day, department))
