// node decode.js TICKET.escpos OUT.pbm: takes a ticket's bytes apart with npos, prints the commands in order, one a line,
// and writes the picture put together again from the raster commands.
'use strict';
const fs = require('fs');
const npos = require('npos');

const [bytes, out] = process.argv.slice(2);

const raw = fs.readFileSync(bytes);
const parser = npos.parser();

parser.parse(raw).then(function (ast) {
	const tokens = parser.analyze(raw); // the codecs move the offsets of the ones they read
	let covered = 0;
	for (const node of tokens.tree) {
		if (node.offset !== covered)
			throw new Error(`bytes ${covered} to ${node.offset} belong to no command`);
		covered = node.offset + node.length;
		console.log(`${node.ascii} ${node.fn}`);
	}
	if (covered !== raw.length)
		throw new Error(`the last ${raw.length - covered} bytes belong to no command`);
	const image = ast.entries.find((entry) => entry.type === 'raster').data;
	const stride = Math.ceil(image.width / 8);
	const bits = Buffer.alloc(stride * image.height);
	for (let y = 0; y < image.height; y++) {
		for (let x = 0; x < image.width; x++) {
			if (image.getPixel(x, y) === 0)
				bits[y * stride + (x >> 3)] |= 0x80 >> (x & 7);
		}
	}
	fs.writeFileSync(out, Buffer.concat([Buffer.from(`P4\n${image.width} ${image.height}\n`), bits]));
}).catch(function (error) {
	console.error(error.message);
	process.exit(1);
});
