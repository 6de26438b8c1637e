/// TODO-kernel
package t2l.tensor.kernel;
