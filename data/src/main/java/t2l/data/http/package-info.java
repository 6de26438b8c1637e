/// HTTP with patience ([t2l.data.http.Patience]): what a server did not give is asked for again ([t2l.data.http.Wire]).
package t2l.data.http;
