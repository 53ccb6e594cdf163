

locals   {

	a	=	1   
  b   =[1,2 ,3 ]


  c={a=1,b=2}
    d = f( 1 , 2 )

}   


