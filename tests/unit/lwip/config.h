/** \file
 * lwIP's tests include the result of a configuration, of which they use nothing.
 */
