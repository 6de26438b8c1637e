/// Chapter 14. The program: one class for each command.
package t2l.app;
