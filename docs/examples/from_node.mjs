// Whom to ask whether they live alone, from another language: a contract's own place, by Node and the databases' clients.
// node from_node.mjs data/published.consumers/all_elements_platform.db              (sqlite3 on the path)
// node from_node.mjs postgresql://login@host/db consumer_all_elements_platform      (psql on the path)
import { execFileSync } from "node:child_process";

const [place, schema] = process.argv.slice(2);
const query = `
  select undecided.subject_id, undecided.committee_code, name_zh from undecided
  left join division on division_code = undecided.committee_code and division.level = 'committee'
  where undecided.subject = 'resident' and tag_code = 'M017' order by undecided.subject_id`;

function rows(sql) {
  if (place.startsWith("postgresql://")) {
    const whole = `select coalesce(json_agg(found), '[]') from (${sql}) as found`;
    const env = { ...process.env, PGOPTIONS: `-c search_path=${schema}` };
    return JSON.parse(execFileSync("psql", [place, "-At", "-c", whole], { encoding: "utf8", env }));
  }
  return JSON.parse(execFileSync("sqlite3", ["-readonly", "-json", place, sql], { encoding: "utf8" }) || "[]");
}

for (const { subject_id, committee_code, name_zh } of rows(query)) {
  console.log(`${subject_id}\t${committee_code ?? ""}\t${name_zh ?? ""}`);
}
