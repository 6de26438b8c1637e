/// Chapter 5. Gradients, the numbers they train, and the optimiser that moves them.
package t2l.autograd;
