/// Chapter 15: a model behind a web server.
package t2l.serve;
