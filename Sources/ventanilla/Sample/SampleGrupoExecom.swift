import SupportPolicy

extension SampleCompany {
    /// Grupo Execom makes MaxiComercio: tickets are free, cases need a contract.
    static let grupoExecom = SampleCompany(
        slug: "grupo-execom", volume: 85, channels: [(.portal, 65), (.phone, 20), (.chat, 15)],
        agents: ["Inés Coutiño", "Bruno Zenteno", "Carla Grajales", "Diego Albores"],
        quality: "Leticia Farrera", operations: "Manuel Cruz", admin: "Adriana Nucamendi",
        requests: [
            SampleRequest(
                subject: "MaxiComercio no abre en {equipo}",
                text: "Después de reinstalar Windows, MaxiComercio dice «no se encuentra el servidor de base de datos» en {equipo}.",
                question: "¿El equipo que tiene la base de datos es otro, y se ve desde {equipo} en la red?",
                answer: "Es otro y sí se ve, le hago ping.",
                solution: "El puerto de la base estaba cerrado en el equipo servidor. Se abrió y la terminal ya entra.",
                type: "case", category: "incident", hasPicture: true),
            SampleRequest(
                subject: "Instalar una terminal más en {sucursal}",
                text: "Compramos otra computadora para la caja 3 de {sucursal} y queremos instalar MaxiComercio.",
                question: "¿Cuántas terminales tiene activas con su NIC?",
                answer: "Dos; ésta sería la tercera.",
                solution: "La terminal quedó instalada y activada. Se descuenta un incidente de su póliza, como acepta la cotización.",
                type: "case", category: "general_service"),
            SampleRequest(
                subject: "El corte de caja no cuadra",
                text: "El corte de {sucursal} sale con una diferencia que no existe. Pasa desde que usamos vales.",
                question: "¿Cómo registran los vales: como efectivo o como otra forma de pago?",
                answer: "Como efectivo, no vimos otra opción.",
                solution: "Se agrega la forma de pago «Vales» en el catálogo. Con eso el corte de ayer ya cuadra.",
                type: "ticket", category: "information"),
            SampleRequest(
                subject: "Posible falla: costo promedio en negativo",
                text: "El costo promedio de un artículo se vuelve negativo al devolver una compra. Se puede repetir siempre.",
                question: "¿Nos dice los pasos exactos y la versión que aparece en Ayuda › Acerca de?",
                answer: "Compra de 10, venta de 12 y devolución de la compra. Versión 7.4.",
                solution: "Se confirmó la falla y se corrigió en la versión 7.4.2, que ya está en Descargas.",
                type: "case", category: "bug", hasPicture: true),
            SampleRequest(
                subject: "¿Cómo hago un inventario cíclico?",
                text: "Queremos contar por pasillos sin cerrar la tienda. En el manual sólo viene el inventario completo.",
                question: "¿Sus artículos tienen capturada la ubicación?",
                answer: "La mayoría sí.",
                solution: "Con el filtro por ubicación se levanta el conteo de un pasillo. Publicamos el paso a paso en la base de conocimiento.",
                type: "ticket", category: "information"),
            SampleRequest(
                subject: "Leer etiquetas de báscula",
                text: "La báscula de {sucursal} imprime códigos que empiezan con 20 y el punto de venta no los reconoce.",
                question: "¿Cuántos dígitos del código son del peso?",
                answer: "Los cinco últimos antes del dígito verificador.",
                solution: "Se configuró la máscara 20PPPPPKKKKK y las etiquetas se leen con su peso.",
                type: "ticket", category: "information"),
            SampleRequest(
                subject: "Reporte de ventas por vendedor y zona",
                text: "Necesitamos un reporte de ventas por vendedor y zona con el formato que adjuntamos.",
                question: "¿La zona se toma del cliente o de la sucursal que vende?",
                answer: "Del cliente.",
                solution: "El reporte quedó instalado conforme a la cotización aceptada. Se revisó con sus datos de {mes}.",
                type: "case", category: "development"),
            SampleRequest(
                subject: "La base de datos creció demasiado",
                text: "El respaldo ya no cabe en la memoria. La base pasó de 2 a 9 GB en un año.",
                question: "¿Guarda las imágenes de los artículos dentro de la base?",
                answer: "Sí, subimos el catálogo completo en {mes}.",
                solution: "Se movieron las imágenes a una carpeta y se compactó la base: quedó en 2.3 GB.",
                type: "case", category: "advice_event"),
            SampleRequest(
                subject: "¿Cuándo sale la factura global con CFDI 4.0?",
                text: "¿La versión actual ya permite la factura global con los datos de periodicidad?",
                question: "¿Qué versión tiene instalada?",
                answer: "La 7.3.",
                solution: "Está desde la 7.4. Con su licencia actualizada puede descargarla del portal; le enviamos la liga.",
                type: "forum_question", category: "information"),
            SampleRequest(
                subject: "Activar la licencia con otro equipo",
                text: "Se descompuso el servidor y pasamos MaxiComercio a {equipo}. Pide activar otra vez.",
                question: "¿Nos confirma su NIC para liberar la activación anterior?",
                answer: "Es el que viene en la póliza, terminación 48.",
                solution: "Se liberó la activación anterior y el equipo nuevo quedó activado con su NIC.",
                type: "ticket", category: "information"),
            SampleRequest(
                subject: "Queja: cerraron mi caso y sigue fallando",
                text: "No estoy de acuerdo con el cierre: el problema de las etiquetas volvió al día siguiente.",
                question: "¿Nos indica el número del caso y qué esperaba que quedara resuelto?",
                answer: "El de la báscula; que leyera también las etiquetas viejas.",
                solution: "Control de calidad valoró el caso y falló a su favor: el servicio se presta de nuevo sin cargo.",
                type: "complaint"),
        ])
}
