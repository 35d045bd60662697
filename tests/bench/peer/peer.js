// Delivers the rows of a file (JSON Lines, each with its _id) from one PouchDB to another over CouchDB's protocol, as Parvis delivers
// them from hub to terminal. usage: node peer.js serve FOLDER PORT ROWS LIMIT-SECONDS | pull FOLDER PORT LIMIT-SECONDS
// serve fills a database for at most LIMIT seconds, prints how many rows it holds, then serves; "change N" on its standard input
// changes N of them and prints "changed". pull prints "rows N seconds S" for a first delivery, and again for each line it reads.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const PouchDB = require("pouchdb");
const [what, folder, port, ...rest] = process.argv.slice(2);

async function fill(db, file, limit) {
	const until = Date.now() + limit * 1000;
	let batch = [], count = 0;
	for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
		batch.push(JSON.parse(line));
		if (batch.length === 1000) {
			await db.bulkDocs(batch);
			count += batch.length;
			batch = [];
			if (Date.now() > until)
				return count;
		}
	}
	await db.bulkDocs(batch);
	return count + batch.length;
}

async function change(db, n) {
	const got = await db.allDocs({ limit: n, include_docs: true });
	await db.bulkDocs(got.rows.map((row) => ({ ...row.doc, state: "in_progress", changed: Date.now() })));
}

async function serve() {
	const Local = PouchDB.defaults({ prefix: path.join(folder, "server/") });
	fs.mkdirSync(path.join(folder, "server"), { recursive: true });
	const db = new Local("town");
	console.log(await fill(db, rest[0], Number(rest[1])));
	const app = require("express")();
	app.use("/", require("express-pouchdb")(Local, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: path.join(folder, "log") }));
	app.listen(Number(port), "127.0.0.1", () => console.log("serving"));
	for await (const line of readline.createInterface({ input: process.stdin })) {
		await change(db, Number(line.split(" ")[1]));
		console.log("changed");
	}
}

async function pull() {
	const db = new PouchDB(path.join(folder, "terminal"));
	const deliver = async () => {
		const began = Date.now();
		const replication = db.replicate.from(`http://127.0.0.1:${port}/town`, { batch_size: 1000, batches_limit: 2 });
		const end = setTimeout(() => replication.cancel(), Number(rest[0]) * 1000);
		const done = await replication;
		clearTimeout(end);
		console.log(`rows ${done.docs_written} seconds ${(Date.now() - began) / 1000}`);
	};
	await deliver();
	for await (const _ of readline.createInterface({ input: process.stdin }))
		await deliver();
}

({ serve, pull })[what]().catch((error) => { console.error(error); process.exit(1); });
