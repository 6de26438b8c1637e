/// To be described.
package t2l.serve.http;
