import SupportPolicy

extension SampleCompany {
    /// Factura Inteligente: tickets by mail, phone and portal, closed when the client confirms.
    static let facturaInteligente = SampleCompany(
        slug: "factura-inteligente", volume: 75, channels: [(.portal, 45), (.email, 40), (.phone, 15)],
        agents: ["Inés Camacho", "Bruno Ortega", "Carla Ibarra", "Diego Nava"],
        quality: "Alicia Zamora", operations: "Javier Montiel", admin: "Rebeca Toxqui",
        requests: [
            SampleRequest(
                subject: "La factura {folio} aparece duplicada",
                text: "En el listado de {sucursal} la factura {folio} sale dos veces, con distinto folio fiscal. Sólo emitimos una.",
                question: "¿Recuerda si el sistema se quedó cargando y se oprimió otra vez el botón Emitir?",
                answer: "Sí, tardó mucho y lo oprimimos de nuevo.",
                solution: "Se emitió dos veces por el segundo clic. Le ayudamos a cancelar la segunda con motivo 02; la primera queda vigente.",
                type: "ticket", hasPicture: true),
            SampleRequest(
                subject: "No carga el catálogo de productos",
                text: "Al capturar una factura el catálogo se queda en blanco. Pasa en dos equipos de {sucursal}.",
                question: "¿Qué navegador usa y en qué versión?",
                answer: "Firefox, el más reciente.",
                solution: "Había un producto con una clave del SAT dada de baja. La cambiamos y el catálogo carga completo.",
                type: "ticket"),
            SampleRequest(
                subject: "Alta de usuario para contabilidad",
                text: "Solicitamos un usuario nuevo para contabilidad. Adjuntamos la Solicitud de Control de Acceso.",
                question: "La solicitud llegó sin la firma del representante legal. ¿Nos la puede enviar completa?",
                answer: "Va de nuevo, ya firmada.",
                solution: "El usuario quedó dado de alta con permisos de consulta. La liga de ingreso se envió al correo registrado.",
                type: "access_change"),
            SampleRequest(
                subject: "Baja de la clave de un empleado",
                text: "Un empleado dejó la empresa hoy. Pedimos la baja de su clave cuanto antes.",
                question: "¿Nos confirma desde el correo registrado el nombre del usuario?",
                answer: "Confirmo: usuario ventas3.",
                solution: "La clave ventas3 quedó dada de baja hoy, y se cerraron sus sesiones.",
                type: "access_change"),
            SampleRequest(
                subject: "Cambio de domicilio fiscal",
                text: "Cambiamos de domicilio fiscal en {mes}. Enviamos la solicitud formal a la mesa de control; ¿cuándo se aplica?",
                question: "¿Desde qué fecha debe aparecer el domicilio nuevo en las facturas?",
                answer: "Desde el día primero.",
                solution: "Aprobaron el propietario de la información y Seguridad Informática. El domicilio nuevo aparece desde el día primero.",
                type: "sensitive_change"),
            SampleRequest(
                subject: "Precio del paquete de 1,000 facturas",
                text: "Queremos saber el precio del paquete de 1,000 facturas y si caducan.",
                question: "¿Las usará una sola empresa o varias con el mismo contrato?",
                answer: "Dos empresas del mismo dueño.",
                solution: "Le enviamos la cotización con los dos RFC. El paquete no caduca mientras el contrato esté vigente.",
                type: "sales"),
            SampleRequest(
                subject: "El XML no abre en el sistema del cliente",
                text: "Un cliente rechaza nuestro XML {folio}: dice que la versión no es válida.",
                question: "¿Nos envía el mensaje exacto que le dio su cliente?",
                answer: "«Se esperaba CFDI 4.0». Adjunto pantalla.",
                solution: "Esa factura era del año pasado, versión 3.3. Le explicamos a su cliente cómo recibirla y le enviamos el acuse.",
                type: "ticket", hasPicture: true),
            SampleRequest(
                subject: "El sistema me saca a cada rato",
                text: "Cada cinco minutos me pide la contraseña. Así no puedo terminar una factura larga.",
                question: "¿Se conecta desde la red de la oficina o con un módem móvil?",
                answer: "Con un módem; la oficina aún no tiene internet.",
                solution: "El módem cambia de dirección y la sesión se cerraba por seguridad. Activamos la verificación por correo y ya no la saca.",
                type: "ticket"),
            SampleRequest(
                subject: "Agregar retención de ISR",
                text: "Debemos emitir recibos de honorarios con retención y no aparece la opción en {sucursal}.",
                question: "¿La persona que emite está en régimen 612?",
                answer: "Sí, 612.",
                solution: "Se activó la retención del 10 % para ese emisor. El recibo de prueba calcula bien los importes.",
                type: "ticket"),
            SampleRequest(
                subject: "Facturas con fecha de ayer",
                text: "Las facturas que emito de noche salen con la fecha del día anterior. Me lo rechazan en pagos.",
                question: "¿En qué zona horaria está el equipo {equipo}?",
                answer: "Decía Tijuana; no sé por qué.",
                solution: "El equipo tenía otra zona horaria. Con la del centro de México las fechas salen correctas.",
                type: "ticket"),
        ])
}
