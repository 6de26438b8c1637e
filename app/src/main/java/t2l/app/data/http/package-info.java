/// HTTP with patience: what a server did not give is asked for again ([t2l.app.data.http.Wire]).
package t2l.app.data.http;
