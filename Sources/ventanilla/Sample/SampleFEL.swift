import SupportPolicy

extension SampleCompany {
    /// FEL stamps invoices: what its clients ask is about CFDI.
    static let fel = SampleCompany(
        slug: "fel", volume: 110, channels: [(.portal, 45), (.email, 30), (.chat, 13), (.phone, 12)],
        agents: ["Inés Robledo", "Bruno Cárdenas", "Carla Medina", "Diego Luján"],
        quality: "Teresa Aguilar", operations: "Ernesto Vidal", admin: "Mónica Fuentes",
        requests: [
            SampleRequest(
                subject: "No puedo timbrar la factura {folio}",
                text: "Buenos días. Desde la sucursal {sucursal} no podemos timbrar la factura {folio}: el sistema dice «CFDI40147, el nombre del receptor no corresponde». Ya revisamos la constancia del cliente y está igual.",
                question: "¿Nos comparte el nombre y el código postal tal como aparecen en la constancia de situación fiscal del receptor?",
                answer: "Le paso los datos: en la constancia viene sin «S.A. de C.V.» y el código postal es 72160.",
                solution: "El nombre del receptor debe ir sin el régimen de capital. Corregimos el dato en su catálogo y la factura ya timbró.",
                type: "technical_support", department: "technical_support", priority: "high", hasPicture: true),
            SampleRequest(
                subject: "Cancelación de {folio} sigue «En proceso»",
                text: "Solicitamos la cancelación de la factura {folio} con motivo 02 y lleva dos días en proceso. Nuestro cliente asegura que ya la aceptó en su buzón tributario.",
                question: "¿Puede enviarnos el acuse de aceptación que le mostró el SAT a su cliente?",
                answer: "Adjunto lo que me mandó: aceptada ayer a las 13:20.",
                solution: "El SAT ya reportó la cancelación como aceptada; actualizamos el estado y el acuse está en su panel.",
                type: "technical_support", department: "technical_support", priority: "medium"),
            SampleRequest(
                subject: "Vence mi certificado de sello digital",
                text: "El sistema avisa que el CSD vence en diez días. ¿Qué tengo que hacer para no quedarme sin facturar?",
                question: "¿Ya generó el nuevo CSD en Certifica y lo descargó del portal del SAT? No nos envíe la llave ni la contraseña.",
                answer: "Ya lo tengo, me faltaba subirlo. ¿En qué menú va?",
                solution: "Se sube en Configuración › Certificados. Verificamos con usted que el nuevo quedó activo y que el anterior se conserva para consultas.",
                type: "technical_support", department: "technical_support", priority: "high"),
            SampleRequest(
                subject: "El complemento de pago no relaciona la factura {folio}",
                text: "Al hacer el complemento de pago de {mes} no aparece la factura {folio}, que es PPD. Las demás del cliente sí aparecen.",
                question: "¿Nos dice con qué fecha y moneda se emitió esa factura?",
                answer: "Es en dólares, del día 4. Las otras son en pesos.",
                solution: "La lista estaba filtrada por moneda. Quitamos el filtro, agregamos el tipo de cambio del día y el complemento quedó timbrado.",
                type: "technical_support", department: "accounting_support", priority: "medium", hasPicture: true),
            SampleRequest(
                subject: "¿Qué uso de CFDI corresponde?",
                text: "Un cliente con régimen 626 nos pide uso G03 y el sistema lo acepta, pero otro con régimen 605 lo rechaza. ¿Cuál debemos usar?",
                question: "¿El segundo cliente es asalariado sin otra actividad?",
                answer: "Sí, sólo sueldos y salarios.",
                solution: "Con régimen 605 el uso es S01, sin efectos fiscales. Le enviamos la tabla de usos permitidos por régimen.",
                type: "technical_support", department: "accounting_support", priority: "low"),
            SampleRequest(
                subject: "Mi pago de timbres no se refleja",
                text: "Compramos un paquete de 500 timbres por transferencia y el saldo sigue igual. Necesitamos facturar hoy el corte de {sucursal}.",
                question: "¿Nos comparte la clave de rastreo o el comprobante del pago?",
                answer: "Clave de rastreo 2026-{folio}, a las 10:42.",
                solution: "Localizamos el pago y abonamos los 500 timbres. El comprobante está en su estado de cuenta.",
                type: "payment_follow_up", department: "accounting_support", priority: "high"),
            SampleRequest(
                subject: "No llegan los correos con las facturas",
                text: "Desde ayer los clientes de {sucursal} no reciben el XML ni el PDF. En el panel dice «enviado».",
                question: "¿Nos da un par de direcciones que no lo recibieron, para buscarlas en la bitácora?",
                answer: "compras@papeleria.example y pagos@clinica.example.",
                solution: "Los servidores de esos clientes nos tenían en lista gris. Se reenviaron las facturas y quedó confirmado que llegaron.",
                type: "technical_support", department: "technical_support", priority: "medium"),
            SampleRequest(
                subject: "Descarga masiva de XML de {mes}",
                text: "Mi contadora necesita todos los XML de {mes} y la descarga se queda en 40 %. Son unos 1,200 archivos.",
                question: "¿La descarga se detiene siempre en el mismo porcentaje?",
                answer: "Sí, probamos tres veces y siempre en 40.",
                solution: "Un XML de prueba dañado detenía el paquete. Lo apartamos y la descarga completa ya está lista en su panel.",
                type: "technical_support", department: "technical_support", priority: "medium"),
            SampleRequest(
                subject: "El logotipo sale borroso en el PDF",
                text: "Cambiamos el logotipo y en la factura impresa se ve pixelado. En pantalla está bien.",
                question: "¿De qué tamaño es la imagen que subió?",
                answer: "De 120 por 40 pixeles, es la que usamos en la firma del correo.",
                solution: "Con la imagen de 900 pixeles que nos compartió el PDF se imprime nítido. Le dejamos la plantilla ajustada.",
                type: "technical_support", department: "technical_support", priority: "low", hasPicture: true),
            SampleRequest(
                subject: "Sugerencia: duplicar una factura",
                text: "Facturamos lo mismo cada mes. Ayudaría un botón para duplicar la factura anterior y cambiar sólo la fecha.",
                question: "¿Lo necesita también con los conceptos de comercio exterior?",
                answer: "No, sólo las nacionales.",
                solution: "Registramos la sugerencia con su número. Mientras tanto, las plantillas de facturas recurrentes hacen algo parecido; le enviamos la guía.",
                type: "suggestion", department: "technical_support", priority: "low"),
            SampleRequest(
                subject: "Queja: me dejaron esperando en el chat",
                text: "Ayer esperé veinte minutos en el chat de soporte y se cerró sin que nadie contestara. Tuve que irme sin facturar.",
                question: "¿A qué hora aproximada fue, para revisar el registro?",
                answer: "Entre las 13:40 y las 14:00.",
                solution: "Le pedimos una disculpa: a esa hora faltaba un asesor. Ajustamos los turnos y su factura quedó emitida.",
                type: "complaint", department: "technical_support", priority: "high"),
        ])
}
