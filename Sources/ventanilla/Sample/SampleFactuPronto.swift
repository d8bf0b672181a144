import SupportPolicy

extension SampleCompany {
    /// FactuPronto: an invoicing system, supported on three functional levels.
    static let factuPronto = SampleCompany(
        slug: "factupronto", volume: 100, channels: [(.portal, 50), (.phone, 25), (.chat, 15), (.email, 10)],
        agents: ["Inés Cantú", "Bruno Elizondo", "Carla Leal", "Diego Zambrano", "Elena Garza"],
        quality: "Marcela Treviño", operations: "Rodolfo Sada", admin: "Patricia Lozano",
        requests: [
            SampleRequest(
                subject: "¿Cómo agrego un producto con IVA 8 %?",
                text: "Abrimos {sucursal} en la frontera y debemos facturar con el estímulo del 8 %. No encuentro dónde se cambia.",
                question: "¿Ya está registrado en el padrón del estímulo ante el SAT?",
                answer: "Sí, desde {mes}.",
                solution: "En Productos › Impuestos se agrega la tasa 0.08 y se asigna a la sucursal. Lo hicimos juntos y la factura de prueba salió bien.",
                type: "ticket"),
            SampleRequest(
                subject: "Error 301 al timbrar",
                text: "Todas las facturas de {sucursal} marcan «301 XML mal formado» desde la actualización de anoche.",
                question: "¿Nos envía el XML que genera la vista previa?",
                answer: "Adjunto captura; el XML lo mando por el mismo ticket.",
                solution: "La actualización dejó un carácter inválido en la dirección de la sucursal. Se corrigió el módulo y ya timbran.",
                type: "ticket", hasPicture: true),
            SampleRequest(
                subject: "El servidor no responde",
                text: "No podemos entrar a FactuPronto: la página se queda cargando. Tenemos clientes esperando su factura.",
                question: "¿Desde qué ciudad se conectan y a qué hora empezó?",
                answer: "Desde {sucursal}, como a las diez.",
                solution: "Un nodo del balanceador quedó fuera y se retiró. El servicio responde con normalidad; dejamos una alerta para que no se repita.",
                type: "ticket", category: "infrastructure"),
            SampleRequest(
                subject: "No hay comunicación con el SAT",
                text: "Al cancelar aparece «servicio del SAT no disponible». Llevamos así desde las nueve y hoy cerramos {mes}.",
                question: "¿Sucede con todas las cancelaciones o sólo con las que requieren aceptación?",
                answer: "Con todas.",
                solution: "El SAT restableció su servicio a las 12:40 y enviamos de nuevo las cancelaciones pendientes. Todas tienen acuse.",
                type: "ticket", category: "infrastructure"),
            SampleRequest(
                subject: "Importar clientes desde Excel",
                text: "Queremos subir 340 clientes de {sucursal}. La plantilla marca error en la columna de régimen.",
                question: "¿Nos manda las primeras cinco líneas de su archivo, sin datos sensibles?",
                answer: "Van las cinco primeras, con el RFC cambiado.",
                solution: "La columna debe llevar la clave (601), no el texto. Ajustamos la plantilla y los 340 clientes quedaron dados de alta.",
                type: "ticket"),
            SampleRequest(
                subject: "El reporte de ventas no cuadra con {mes}",
                text: "El reporte de {mes} suma 12 facturas menos que el listado. Nos pasa sólo en {sucursal}.",
                question: "¿Nos dice el rango de folios de ese mes?",
                answer: "De {folio} en adelante, son 212.",
                solution: "El reporte dejaba fuera las facturas con descuento del 100 %. Se corrigió el módulo y ya suma las 212.",
                type: "ticket", hasPicture: true),
            SampleRequest(
                subject: "Ayuda para configurar a un cliente nuevo",
                text: "Somos distribuidores. Damos de alta a un restaurante con tres cajas y queremos revisar series y permisos.",
                question: "¿Las tres cajas facturan con el mismo RFC y el mismo domicilio?",
                answer: "Mismo RFC, domicilios distintos.",
                solution: "Se crearon tres series con su sucursal y un usuario por caja. Le enviamos el paso a paso para el siguiente cliente.",
                type: "distributor_assistance"),
            SampleRequest(
                subject: "Addenda para una cadena de tiendas",
                text: "Nuestro cliente nos exige su addenda para recibir facturas. ¿Pueden agregarla?",
                question: "¿Nos comparte el manual de la addenda que le dio la cadena?",
                answer: "Lo adjunto, es la versión de {mes}.",
                solution: "La addenda quedó incluida en su plantilla y la cadena validó la primera factura.",
                type: "ticket", category: "new_development"),
            SampleRequest(
                subject: "Sugerencia: buscar por folio fiscal",
                text: "Ayudaría poder pegar el folio fiscal completo en el buscador. Hoy sólo busca por folio interno.",
                question: "¿Lo usaría también en cancelaciones?",
                answer: "Sí, sobre todo ahí.",
                solution: "Pasamos la sugerencia a desarrollo y quedó en su programa de trabajo. Gracias por escribirnos.",
                type: "suggestion"),
            SampleRequest(
                subject: "Usuario bloqueado por contraseña",
                text: "La cajera de {sucursal} escribió mal su contraseña y el usuario quedó bloqueado. Necesita facturar.",
                question: "¿Puede confirmarnos el correo con que se dio de alta el usuario?",
                answer: "cajas@ y el dominio de la empresa.",
                solution: "El usuario se desbloqueó y se envió la liga para poner otra contraseña al correo registrado.",
                type: "ticket"),
            SampleRequest(
                subject: "Mi PDF sale con letras encimadas",
                text: "Al imprimir la factura {folio} las descripciones largas se enciman con el importe.",
                question: "¿Qué formato de impresión eligió: carta o media carta?",
                answer: "Media carta.",
                solution: "En media carta la descripción se limita a dos líneas. Cambiamos la plantilla para que la fila crezca.",
                type: "ticket", hasPicture: true),
        ])
}
