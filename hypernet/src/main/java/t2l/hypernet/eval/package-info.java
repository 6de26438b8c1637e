/// Chapter 12, measured: how often is a model right that reads a description, and how sure is that?
package t2l.hypernet.eval;
