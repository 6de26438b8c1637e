/// TODO-backend
package t2l.tensor.backend;
