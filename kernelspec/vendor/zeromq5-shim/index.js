// jmp derives its own Socket from this one when it is loaded, and never calls it. A plain function serves, as jmp
// calls it like one, which a class of zeromq 6 would refuse.
const { EventEmitter } = require("node:events");

function Socket() {
  throw new Error("jmp.Socket is not available here: jmp.Message goes with the sockets of zeromq 6");
}
Socket.prototype = Object.create(EventEmitter.prototype);
Socket.prototype.constructor = Socket;

module.exports = { Socket };
