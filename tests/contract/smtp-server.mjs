// A mail server beside the product: the real npm smtp-server, which behaves as it is told. Started by SmtpServer.cs with a certificate's files; the ports of
// its control and of its servers (with STARTTLS, without) are written to standard output, and it ends with standard input.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { SMTPServer } from "smtp-server";

const [, , key, certificate] = process.argv;
const mails = [], envelopes = [], tried = [];
let behaviour = {};

const answer = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = (more) => new SMTPServer({
  authOptional: true, disableReverseLookup: true, logger: false, closeTimeout: 100, ...more,
  onAuth: ({ username, password }, session, done) => username === "sender" && password === "right"
    ? done(null, { user: username }) : done(answer(535, "5.7.8 Wrong")),
  onConnect: (session, done) => {
    tried.push(session.id);
    return behaviour.connect ? done(answer(behaviour.connect, "4.3.2 Not now")) : behaviour.hang === "connect" ? undefined : done();
  },
  onMailFrom: (address, session, done) => done(behaviour.from ? answer(behaviour.from, "5.7.1 Not you") : null),
  onRcptTo: ({ address }, session, done) => {
    const code = behaviour.recipients?.[address] ?? behaviour.recipient;
    return done(code ? answer(code, code < 500 ? "4.2.2 Later, Amal Haddad" : "5.1.1 No such mailbox") : null);
  },
  onData(stream, session, done) {
    if (behaviour.cut) { // In the middle of a mail: as soon as its text may come.
      for (const connection of this.connections) if (connection.id === session.id) connection._socket.destroy();
      return;
    }
    let raw = "";
    stream.setEncoding("utf8");
    stream.on("data", (part) => (raw += part));
    stream.on("end", () => {
      const mail = {
        raw, secure: session.secure === true, user: session.user || null, from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((to) => to.address),
      };
      envelopes.push(mail);
      if (behaviour.hang === "data") return;
      if (behaviour.data) return done(answer(behaviour.data, behaviour.data < 500 ? "4.7.1 Greylisted" : "5.6.0 Not this"));
      mails.push(mail);
      setTimeout(() => done(null, "Taken"), behaviour.slow ?? 0);
    });
  },
});

const certified = { key: readFileSync(key), cert: readFileSync(certificate) };
const servers = [server(certified), server({ ...certified, disabledCommands: ["STARTTLS"] })];
for (const one of servers) {
  one.on("error", () => {}); // A connection that the other side has cut is one.
  await new Promise((listening) => one.listen(0, "127.0.0.1", listening));
}

const control = createServer(async (request, response) => {
  let said = "";
  for await (const part of request) said += part;
  if (request.url === "/behave") behaviour = JSON.parse(said);
  if (request.url === "/forget") mails.length = envelopes.length = tried.length = 0;
  response.setHeader("Content-Type", "application/json").end(JSON.stringify({ mails, envelopes, tried: tried.length }));
});
control.listen(0, "127.0.0.1", () => console.log([control.address().port, ...servers.map((one) => one.server.address().port)].join(" ")));
process.stdin.on("end", () => process.exit(0)).resume();
