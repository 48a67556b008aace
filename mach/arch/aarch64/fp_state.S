// The user's FP and SIMD registers, struct fp_state. The kernel itself uses none.

    .arch_extension fp
    .arch_extension simd
    .text
    .globl machine_save_fp, machine_load_fp
machine_save_fp:
    st1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x0], #64
    st1     {v4.16b, v5.16b, v6.16b, v7.16b}, [x0], #64
    st1     {v8.16b, v9.16b, v10.16b, v11.16b}, [x0], #64
    st1     {v12.16b, v13.16b, v14.16b, v15.16b}, [x0], #64
    st1     {v16.16b, v17.16b, v18.16b, v19.16b}, [x0], #64
    st1     {v20.16b, v21.16b, v22.16b, v23.16b}, [x0], #64
    st1     {v24.16b, v25.16b, v26.16b, v27.16b}, [x0], #64
    st1     {v28.16b, v29.16b, v30.16b, v31.16b}, [x0], #64
    mrs     x1, fpsr
    mrs     x2, fpcr
    stp     x1, x2, [x0]
    ret

machine_load_fp:
    ld1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x0], #64
    ld1     {v4.16b, v5.16b, v6.16b, v7.16b}, [x0], #64
    ld1     {v8.16b, v9.16b, v10.16b, v11.16b}, [x0], #64
    ld1     {v12.16b, v13.16b, v14.16b, v15.16b}, [x0], #64
    ld1     {v16.16b, v17.16b, v18.16b, v19.16b}, [x0], #64
    ld1     {v20.16b, v21.16b, v22.16b, v23.16b}, [x0], #64
    ld1     {v24.16b, v25.16b, v26.16b, v27.16b}, [x0], #64
    ld1     {v28.16b, v29.16b, v30.16b, v31.16b}, [x0], #64
    ldp     x1, x2, [x0]
    msr     fpsr, x1
    msr     fpcr, x2
    ret
