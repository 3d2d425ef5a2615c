// Whom to ask whether they live alone, from another language: Node over SQLite or PostgreSQL, by their own clients.
// node from_node.mjs data/published.db          (sqlite3 on the path)
// node from_node.mjs postgresql://user@host/db   (psql on the path)
import { execFileSync } from "node:child_process";

const place = process.argv[2];
const query = `
  select subject_id, committee_code, valid_from from undecided
  where subject = 'resident' and tag_code = 'M017' and valid_to is null order by subject_id`;

function rows(sql) {
  if (place.startsWith("postgresql://")) {
    const whole = `select coalesce(json_agg(found), '[]') from (${sql}) as found`;
    return JSON.parse(execFileSync("psql", [place, "-At", "-c", whole], { encoding: "utf8" }));
  }
  return JSON.parse(execFileSync("sqlite3", ["-readonly", "-json", place, sql], { encoding: "utf8" }) || "[]");
}

for (const { subject_id, committee_code, valid_from } of rows(query)) {
  console.log(`${subject_id}\t${committee_code ?? ""}\tunknown since ${valid_from}`);
}
