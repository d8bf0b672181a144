import SupportPolicy

extension SampleCompany {
    /// Intecnia keeps networks and machines running, and takes tickets by mail.
    static let intecnia = SampleCompany(
        slug: "intecnia", volume: 90, channels: [(.email, 90), (.phone, 5), (.portal, 5)],
        agents: ["Inés Solís", "Bruno Tapia", "Carla Rivas", "Diego Macías", "Elena Quiroz"],
        quality: "Sofía Landa", operations: "Raúl Bermúdez", admin: "Gabriela Ponce",
        requests: [
            SampleRequest(
                subject: "Sin red en {sucursal}",
                text: "Desde las ocho no hay red en {sucursal}: ni internet, ni impresoras, ni el sistema. El switch del site tiene un foco ámbar.",
                question: "¿Nos puede enviar una foto del switch con los cables, y decirnos si hubo un corte de luz?",
                answer: "Sí hubo un apagón en la madrugada. Adjunto la foto.",
                solution: "La fuente del switch quedó dañada por el apagón. Lo sustituimos por el de respaldo, y la red está completa desde las 11:15.",
                severity: 1, hasPicture: true),
            SampleRequest(
                subject: "El firewall bloquea el portal del banco",
                text: "Desde el cambio de ayer no se puede entrar a la banca en línea desde contabilidad. Aparece «categoría no permitida».",
                question: "¿Nos indica la dirección exacta y la hora del último intento?",
                answer: "A las 9:47, desde el equipo {equipo}.",
                solution: "La dirección nueva del banco no estaba en la lista de permitidos. La agregamos sólo para contabilidad y ya entran.",
                severity: 2),
            SampleRequest(
                subject: "VPN se desconecta cada diez minutos",
                text: "Los vendedores que trabajan desde casa pierden la VPN a cada rato. Pasa con tres personas, con internet distinto.",
                question: "¿Qué versión del cliente de VPN tienen instalada?",
                answer: "Dos tienen la 7.0 y una la 7.2.",
                solution: "El tiempo de renegociación no coincidía con el del firewall. Lo igualamos y las tres sesiones llevan una jornada sin cortes.",
                severity: 2),
            SampleRequest(
                subject: "Respaldo nocturno con error en {equipo}",
                text: "El reporte de hoy dice que el respaldo de {equipo} terminó con errores: no hay espacio en el destino.",
                question: "¿Podemos borrar los respaldos de hace más de noventa días?",
                answer: "Sí, con sesenta días nos basta.",
                solution: "Liberamos 1.2 TB conforme a lo acordado, lanzamos el respaldo a mano y terminó sin errores.",
                severity: 3),
            SampleRequest(
                subject: "Equipo {equipo} muy lento",
                text: "La computadora {equipo} tarda diez minutos en abrir. Ya la reiniciamos. La usa la encargada de facturación de {sucursal}.",
                question: "¿Nos permite conectarnos hoy por TeamViewer, con alguien que no use el equipo mientras tanto?",
                answer: "Sí, a partir de la una está libre.",
                solution: "El disco tenía sectores dañados. Clonamos a un SSD de su póliza y el equipo abre en veinte segundos.",
                severity: 3, hasPicture: true),
            SampleRequest(
                subject: "Alta de correo para persona nueva",
                text: "Entra una compañera a {sucursal} el lunes. Necesitamos su cuenta de correo y acceso a la carpeta de compras.",
                question: "¿Cuál es el nombre completo y quién autoriza el acceso a compras?",
                answer: "Se llama Renata Islas; lo autorizo yo.",
                solution: "La cuenta quedó creada con acceso de lectura a compras. Le enviamos por separado las instrucciones del primer ingreso.",
                severity: 4),
            SampleRequest(
                subject: "Impresora de {sucursal} no imprime",
                text: "La impresora de recepción aparece fuera de línea en todos los equipos. Tiene papel y tóner.",
                question: "¿La pantalla de la impresora muestra alguna dirección que empiece con 192.168?",
                answer: "Dice 169.254.10.3.",
                solution: "La impresora perdió su dirección reservada. La fijamos otra vez y se imprimió una página de prueba desde tres equipos.",
                severity: 3),
            SampleRequest(
                subject: "Cámara del almacén sin imagen",
                text: "La cámara 6 del almacén de {sucursal} se ve en negro desde el viernes. Las demás graban bien.",
                question: "¿El cable de la cámara tiene luz en el puerto del switch?",
                answer: "El puerto 14 está apagado.",
                solution: "El cable estaba cortado en la charola. Se ponchó de nuevo en la visita de hoy y la cámara graba.",
                severity: 3),
            SampleRequest(
                subject: "Consulta: ¿conviene renovar el antivirus?",
                text: "La licencia del antivirus terminó en {mes} y está en prórroga. ¿La renovamos o cambiamos a la que incluye el firewall?",
                question: "¿Cuántos equipos están fuera de la oficina la mayor parte del tiempo?",
                answer: "Once de treinta y dos.",
                solution: "Con once equipos móviles conviene mantener el antivirus en cada uno. Le enviamos la comparación con los dos costos.",
                severity: 4),
            SampleRequest(
                subject: "Correo rebota: buzón lleno",
                text: "Nuestros proveedores dicen que los correos a compras rebotan por buzón lleno. No podemos recibir cotizaciones.",
                question: "¿Autoriza archivar los correos anteriores a 2024?",
                answer: "Sí, por favor, que se puedan consultar.",
                solution: "Archivamos 18 GB en el servidor local y el buzón quedó al 35 %. Los correos viejos se abren desde la carpeta Archivo.",
                category: "email_outage", severity: 2),
            SampleRequest(
                subject: "No sale ni entra correo en {sucursal}",
                text: "Desde la mañana no sale ni entra correo en {sucursal}; por eso lo reportamos por aquí. El internet sí funciona.",
                question: "¿Qué mensaje da el programa de correo al enviar?",
                answer: "Dice que el certificado del servidor no es de confianza.",
                solution: "El certificado del servidor de correo venció. Se renovó y se dejó con renovación automática.",
                category: "email_outage", severity: 1),
        ])
}
