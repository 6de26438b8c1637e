/// Chapter 11. A network that writes networks: from a description to an adapter.
package t2l.hypernet;
