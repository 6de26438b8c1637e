/// HTTP with patience. In: an address. Out: what the server has there, asked for again if it did not come. Read
/// [t2l.app.data.http.Wire] first.
package t2l.app.data.http;
