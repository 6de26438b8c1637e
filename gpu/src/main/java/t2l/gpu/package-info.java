/// Chapter 13. Devices: backends that the tensor module finds through `ServiceLoader`.
package t2l.gpu;
